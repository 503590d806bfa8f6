"""The pages of the keuzehulp. Everything stands in the address; nothing is stored and nothing is logged."""
