"""Reading warnings, as far as domain §7.1 lets the asker."""
