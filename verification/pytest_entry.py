"""What the entry point `whymomentum` names: it loads `verification.pytest_plugin`, unless `-p` has done so already."""

import pytest

__all__ = ["pytest_addoption"]


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Load the plugin once, under the name by which `-p verification.pytest_plugin` does."""
    pluginmanager.import_plugin("verification.pytest_plugin")
