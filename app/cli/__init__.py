"""Commands for people who run and edit the site. A web server never needs one, so they are imported when asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup

from app.settings import Settings


class SiteCommands(AppGroup):
    """The commands of ``app.cli.commands``, imported when somebody asks for one."""

    def list_commands(self, ctx: Context) -> list[str]:
        """All names."""
        self._fill()
        return super().list_commands(ctx)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command with this name."""
        self._fill()
        return super().get_command(ctx, cmd_name)

    def _fill(self) -> None:
        for command in import_module("app.cli.commands").COMMANDS:
            self.add_command(command)


def install(app: Flask, factory: Callable[[Settings], Flask]) -> None:
    """Make the commands known; ``factory`` builds another application, for commands that open the site aside."""
    app.extensions["loket_factory"] = factory
    app.cli = SiteCommands(app.name)
