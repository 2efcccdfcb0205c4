"""Ways out of the house: each hands one parcel over, outside any transaction, within half a minute."""
