"""What a person may choose about the reading of a text file. Pure."""

ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 avec marque (BOM)",
    "cp1252": "Windows occidental (cp1252)",
    "iso8859-15": "ISO-8859-15 (latin 9)",
    "iso8859-1": "ISO-8859-1 (latin 1)",
    "mac-roman": "Macintosh",
    "utf-16": "UTF-16 avec marque (BOM)",
    "utf-16-le": "UTF-16 petit-boutiste",
    "utf-16-be": "UTF-16 gros-boutiste",
}
# Tried in this order when the bytes are not Unicode.
EIGHT_BIT = ("cp1252", "iso8859-15", "iso8859-1", "mac-roman")
DELIMITERS = {";": "Point-virgule", ",": "Virgule", "\t": "Tabulation", "|": "Barre verticale"}
WORKBOOKS = ("xlsx", "ods", "xls")
TEXTS = ("csv", "txt", "tsv")
