"""What a run has to show for itself, as rows and as words."""
