"""What the forms of a bulletin put into its table."""
