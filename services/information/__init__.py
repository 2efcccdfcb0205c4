"""Risk information (风险信息, E-48): what was heard, whether it is true, and what follows from it."""
