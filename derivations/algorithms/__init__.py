"""One module for each further algorithm: what is proved of it. A new algorithm is a new file here and nothing else."""
