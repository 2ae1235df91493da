"""Pure functions from models to lines of styled text; no Textual here."""
