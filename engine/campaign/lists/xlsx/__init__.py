"""XLSX lists: rows out of a ZIP archive of XML, in bounded memory, whatever somebody packed into it."""
