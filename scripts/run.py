"""``make run``: make the environment when needed, then start the site. Standard library only."""

from __future__ import annotations

from environment import become, ensure_venv

if __name__ == "__main__":
    try:
        ensure_venv("run")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    become("-m", "app.start")
