"""The configuration, checked: what is missing or wrong is said with its fix."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from prama import Trouble

PORTS = {"tls": 993, "starttls": 143, "none": 143}
MIB = 1024 * 1024
# Only a person can mend it, and saving the configuration starts the source anew.
PAUSE_S = 60 * 60


@dataclass(frozen=True)
class Settings:
    """What to watch and how."""

    server: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    mailbox: str = "INBOX"
    ca_file: str = ""
    use_idle: bool = True
    poll_interval_s: float = 60
    start: str = "new"
    save_folder: Path | None = None
    save_patterns: tuple[str, ...] = ("*",)
    max_attachment_bytes: int = 25 * MIB
    max_message_bytes: int = 50 * MIB

    @property
    def account(self) -> str:
        """A short name of this mailbox on this server, for keys: the same over another port or password."""
        name = "\0".join((self.server.lower(), self.user, self.mailbox))
        return hashlib.sha256(name.encode()).hexdigest()[:12]

    @classmethod
    def read(cls, config: Mapping[str, Any]) -> Settings:
        """From the source's configuration."""
        for name in ("server", "user", "password"):
            if not config.get(name):
                raise Trouble(f'"{name}" is not set yet.', "Fill in the configuration of this source.", PAUSE_S)
            if any(c in str(config[name]) for c in "\r\n\0"):
                raise Trouble(f'"{name}" must not contain a line break.', "Correct the configuration.", PAUSE_S)
        security = config.get("security") or "tls"
        if security not in PORTS:
            raise Trouble(f'"security" cannot be "{security}".', "Use tls, starttls or none.", PAUSE_S)
        folder = Path(config["save_folder"]) if config.get("save_folder") else None
        if folder is not None and not folder.is_absolute():
            raise Trouble(f'"save_folder" is not a full path: {folder}.', "Choose a folder.", PAUSE_S)
        return cls(
            server=str(config["server"]).strip(),
            port=int(config.get("port") or PORTS[security]),
            security=security,
            user=str(config["user"]),
            password=str(config["password"]),
            mailbox=str(config.get("mailbox") or "INBOX"),
            ca_file=str(config.get("ca_file") or ""),
            use_idle=bool(config.get("use_idle", True)),
            poll_interval_s=float(config.get("poll_interval_s") or 60),
            start=str(config.get("start") or "new"),
            save_folder=folder,
            save_patterns=tuple(config.get("save_patterns") or ["*"]),
            max_attachment_bytes=int(float(config.get("max_attachment_mb") or 25) * MIB),
            max_message_bytes=int(float(config.get("max_message_mb") or 50) * MIB),
        )
