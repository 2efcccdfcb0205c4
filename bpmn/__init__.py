"""What BPMN says: a process as it is drawn.

Everything here would be true without a database. The reader turns a file into frozen records,
the lint says what is wrong with them, the graph answers what leads where, and nothing on this floor
knows tables, clocks, people or the engine. It imports the standard library and lxml, nothing else.
"""
