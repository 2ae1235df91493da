"""The writing side of the store: a new store, short transactions, the recorder of a run, requests and answers."""
