"""The rules of the register: pure, with plain values in and decisions or refusals out."""
