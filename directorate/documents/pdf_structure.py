"""The tags of documents that are bound in one: headings, paragraphs, tables and links, as a screen reader goes by them.

Rebuilt element by element rather than copied: of the tags of a part, only what says how its pages are read.
"""

from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name

# What an element keeps beside its kind and its children. Its title, its expansion, its files and the rest stay behind.
KEPT = ("/Alt", "/ActualText", "/Lang")
ATTRIBUTES = ("/O", "/Headers", "/Scope", "/ColSpan", "/RowSpan", "/ListNumbering", "/BBox", "/Placement")
DEEPEST = 100


class Untagged(Exception):
    """This document has no tags, or none that can be followed."""


class Structure:
    """The tags of a binding, part after part. Each part is added once its pages are in."""

    def __init__(self, whole: pikepdf.Pdf):
        self.whole = whole
        self.top = whole.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
        # The number tree: which element a piece of a page, or a link, belongs to.
        self.parents = Array()
        self.keys = 0
        self.named: dict[str, pikepdf.Object] = {}
        self.is_whole = True

    def add(self, document: pikepdf.Pdf, first: int) -> None:
        """The tags of this document, whose pages are those of the binding from `first` on."""
        try:
            part = Part(self, document, first)
            self.top.K.append(part.element(Dictionary(S=Name.Part, K=tops_of(document)), self.top, 0))
        except Untagged:
            self.is_whole = False
            return
        part.number()

    def key(self, owner: pikepdf.Object) -> int:
        """Give a number to what a page, or a link, belongs to."""
        self.parents.append(self.keys)
        self.parents.append(owner)
        self.keys += 1
        return self.keys - 1

    def write(self) -> None:
        root = self.whole.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                K=Array([self.top]),
                ParentTree=self.whole.make_indirect(Dictionary(Nums=self.parents)),
                ParentTreeNextKey=self.keys,
            )
        )
        if self.named:
            names = [part for name in sorted(self.named) for part in (pikepdf.String(name), self.named[name])]
            root.IDTree = self.whole.make_indirect(Dictionary(Names=Array(names)))
        self.top.P = root
        self.whole.Root.StructTreeRoot = root
        self.whole.Root.MarkInfo = Dictionary(Marked=self.is_whole)


def tops_of(document: pikepdf.Pdf) -> Array:
    """The children of the root, or of its document when it has only one; then what no one has as a child."""
    root = document.Root.get("/StructTreeRoot")
    if root is None or "/K" not in root:
        raise Untagged
    tops = list(children(root))
    if len(tops) == 1 and tops[0].get("/S") == Name.Document:
        tops = list(children(tops[0]))
    known = {top.objgen for top in tops if isinstance(top, pikepdf.Object)}
    return Array([*tops, *(top for top in margins_of(root) if top.objgen not in known)])


def margins_of(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The tops of the owners of each piece of a page. The numbers of the pages have no other way to them."""
    seen = set()
    for owners in root.get("/ParentTree", Dictionary()).get("/Nums", Array())[1::2]:
        for owner in owners if isinstance(owners, Array) else ():
            top = top_of(owner)
            if top is not None and top.objgen not in seen:
                seen.add(top.objgen)
                yield top


def top_of(element: pikepdf.Object | None) -> pikepdf.Object | None:
    """Its ancestor just below the document."""
    for _ in range(DEEPEST):
        if element is None or "/P" not in element or "/S" not in element.P:
            return None
        kind = element.P.S
        if kind == Name.Document:
            return element
        element = element.P
    return None


def children(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    found = element.get("/K", Array())
    yield from found if isinstance(found, Array) else [found]


class Part:
    """One document: its pages and its links, as they are named there and as they are in the binding."""

    def __init__(self, structure: Structure, document: pikepdf.Pdf, first: int):
        self.structure, self.prefix = structure, f"{first}-"
        self.pages: dict[tuple[int, int], int] = {}
        self.notes: dict[tuple[int, int], pikepdf.Object] = {}
        self.marked: dict[int, dict[int, pikepdf.Object]] = {}
        for index, page in enumerate(document.pages, first):
            self.pages[page.obj.objgen] = index
            kept = structure.whole.pages[index].obj.get("/Annots", Array())
            for before, after in zip(page.obj.get("/Annots", Array()), kept, strict=True):
                if before.is_indirect:
                    self.notes[before.objgen] = after

    def element(self, source: pikepdf.Object, parent: pikepdf.Object, depth: int) -> pikepdf.Object:
        if depth > DEEPEST or not isinstance(source, Dictionary) or "/S" not in source:
            raise Untagged
        made = self.structure.whole.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(str(source.S)), P=parent, K=Array())
        )
        page = self.pages.get(source.Pg.objgen) if "/Pg" in source else None
        if page is not None:
            made.Pg = self.page(page)
        for name in KEPT:
            if name in source:
                made[name] = pikepdf.String(str(source[name]))
        if "/ID" in source:
            name = self.prefix + str(source.ID)
            made.ID = pikepdf.String(name)
            self.structure.named[name] = made
        if attributes := [self.attributes(one) for one in attributes_of(source)]:
            made.A = Array(attributes)
        for child in children(source):
            if isinstance(child, int):
                self.mark(made, page, child)
            elif child.get("/Type") == Name.MCR:
                self.mark(made, self.pages.get(child.Pg.objgen) if "/Pg" in child else page, int(child.MCID), child)
            elif child.get("/Type") == Name.OBJR:
                self.link(made, child)
            else:
                made.K.append(self.element(child, made, depth + 1))
        return made

    def page(self, index: int) -> pikepdf.Object:
        return self.structure.whole.pages[index].obj

    def mark(
        self, made: pikepdf.Object, page: int | None, number: int, reference: pikepdf.Object | None = None
    ) -> None:
        """A piece of the content of a page. What lies in a drawing used by several pages is not followed."""
        if page is None or reference is not None and "/Stm" in reference:
            raise Untagged
        self.marked.setdefault(page, {})[number] = made
        made.K.append(Dictionary(Type=Name.MCR, Pg=self.page(page), MCID=number) if reference is not None else number)

    def link(self, made: pikepdf.Object, reference: pikepdf.Object) -> None:
        """A link that is still on its page; the others have gone, and their words remain."""
        note = self.notes.get(reference.Obj.objgen) if "/Obj" in reference else None
        if note is not None:
            note.StructParent = self.structure.key(made)
            made.K.append(Dictionary(Type=Name.OBJR, Obj=note))

    def attributes(self, source: pikepdf.Object) -> Dictionary:
        made = Dictionary()
        for name in ATTRIBUTES:
            if name in source:
                made[name] = pikepdf.Object.parse(source[name].unparse(resolved=True))
        if "/Headers" in made:
            made.Headers = Array([pikepdf.String(self.prefix + str(header)) for header in made.Headers])
        return made

    def number(self) -> None:
        """Say to each page where its pieces belong."""
        for index, marked in self.marked.items():
            owners = Array([marked.get(number) for number in range(max(marked) + 1)])
            page = self.page(index)
            page.StructParents = self.structure.key(self.structure.whole.make_indirect(owners))
            page.Tabs = Name.S


def attributes_of(source: pikepdf.Object) -> Iterator[pikepdf.Object]:
    found = source.get("/A", Array())
    for one in found if isinstance(found, Array) else [found]:
        if isinstance(one, Dictionary):
            yield one
