"""The prefecture built once for a module, for whoever asks for `same_house`."""

from tests.contract.conftest import kept, same_house, shared_house

__all__ = ["kept", "same_house", "shared_house"]
