"""Settings: flags before environment before the project's file before the user's file before defaults."""

from .files import user_config_file
from .load import load_settings
from .model import Display, Settings, Store

__all__ = ["Display", "Settings", "Store", "load_settings", "user_config_file"]
