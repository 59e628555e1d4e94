"""The rules of lines of enquiry: the machine, the authorities, the methods as a file, and which line is next."""
