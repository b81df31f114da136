"""OpenStreetMap files drawn by hand: a node a lattice point, a way a list of points."""

from xml.sax.saxutils import quoteattr

STEP_DEG = 0.0001
"""Degrees a lattice step: 11.1 m to the north and 9.1 m to the east, at 35 degrees north."""
WEST, SOUTH = 117.0, 35.0


class Drawing:
    """Nodes, ways and relations to be written as one file.

    A node is named by its lattice point, so that ways through the same point share the node.
    """

    def __init__(self):
        self.nodes, self.ways, self.relations = {}, [], []

    def node(self, x, y, **tags):
        """Return the id of the node at a lattice point."""
        number, known = self.nodes.get((x, y), (len(self.nodes) + 1, {}))
        self.nodes[x, y] = (number, known | tags)
        return number

    def way(self, *points, **tags):
        """Return the id of a way through lattice points; None is a node that is not there."""
        refs = [999_999 if point is None else self.node(*point) for point in points]
        self.ways.append((100 + len(self.ways), refs, tags))
        return self.ways[-1][0]

    def box(self, x_min, y_min, x_max, y_max, **tags):
        """Return the id of a closed way round a rectangle."""
        corners = [(x_min, y_min), (x_max, y_min), (x_max, y_max), (x_min, y_max)]
        return self.way(*corners, corners[0], **tags)

    def relation(self, *members, **tags):
        """Return the id of a relation of (way, role) members."""
        self.relations.append((500 + len(self.relations), members, tags))
        return self.relations[-1][0]

    def xml(self, *, backwards=False):
        """Return the file, its ways in falling order if asked."""
        nodes = [
            f'<node id="{number}" lat="{SOUTH + y * STEP_DEG:.7f}" lon="{WEST + x * STEP_DEG:.7f}">'
            f"{_tags(tags)}</node>"
            for (x, y), (number, tags) in self.nodes.items()
        ]
        ways = [
            f'<way id="{number}">{"".join(f"""<nd ref="{ref}"/>""" for ref in refs)}'
            f"{_tags(tags)}</way>"
            for number, refs, tags in self.ways
        ]
        relations = [
            f'<relation id="{number}">'
            + "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
            + f"{_tags(tags)}</relation>"
            for number, members, tags in self.relations
        ]
        ordered = ways[::-1] if backwards else ways
        return f'<osm version="0.6">{"".join([*nodes, *ordered, *relations])}</osm>'

    def write(self, path, **options):
        """Return the path of the file written."""
        path.write_text(self.xml(**options), encoding="utf-8")
        return path


def _tags(tags):
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in named.items())
