"""What things cost, beside what others use: `python -m benchmarks [NAME ...] [--json FILE] [--record]`.

A benchmark is a module of this package with `measure() -> dict[str, float | Sequence[float]]`, from the name of a
quantity to its value, or to one value for each round: the table shows their median, with the quartiles as the spread.
What could not be measured has a `NotMeasured` as its value. A benchmark may state

- `BARS: dict[str, tuple[float, float]]`, the closed interval in which the median must lie;
- `NOTES: dict[str, str]`, a remark on a row: where a peer is ahead, why it is, and by how much;
- `PEERS: tuple[str, ...]`, the peers that it asks (`benchmarks._peers`).

A quantity that compares is named "PEER / ours: TASK" and is above 1 where we are ahead. The run fails (exit 1) where a
bar is missed, and where a peer is ahead without a note.

With `--record` a run is kept in `benchmarks/history/`; `python -m benchmarks history` shows what is kept side by side.
"""
