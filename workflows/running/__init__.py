"""Where the engine and the tables meet: one step of an instance, from the window it needs to the rows it leaves."""
