"""How good the clusters are, against labelled news."""
