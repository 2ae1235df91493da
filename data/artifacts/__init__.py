"""Files that steps left behind: opened inside the project only, read in bounded pieces, turned into rows."""

from .model import Preview, PreviewRow
from .open import FolderError, open_artifact
from .preview import preview

__all__ = ["FolderError", "Preview", "PreviewRow", "open_artifact", "preview"]
