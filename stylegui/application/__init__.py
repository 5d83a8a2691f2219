"""The running application: the desk with the document on it, the window, the workers, and who hears whom."""
