"""Pictures of scripts: `picture` says what is in them, `layout` where it goes, `svg` and `mermaid` write it down."""
