"""What stands beside forms, one module a panel: frozen records of what the asker may see (domain §7.1)."""
