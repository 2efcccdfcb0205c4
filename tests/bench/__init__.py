"""What a step costs: the product on real databases, the stock engine and the in-process floor beside it in one run."""
