"""The first start: a welcome, and the demo for who has nothing to look at yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import Binding, BindingType

from tui.following import FollowingApp

if TYPE_CHECKING:
    from tui.session import Session


class WelcomingApp(FollowingApp):
    """An app that welcomes who starts it for the first time, and can be left for the demo.

    Args:
        session: The running program.
        welcome: Nothing was configured before this start.
        offers_demo: Whoever runs the app shows the demo when it is left for it.
        is_demo: The news is made up, and that is said.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "D",
            "demo",
            "Demo",
            show=False,
            tooltip="Demo: A week of made-up news, while there is no network",
        ),
    ]

    def __init__(
        self,
        session: Session,
        *,
        welcome: bool = False,
        offers_demo: bool = False,
        is_demo: bool = False,
    ) -> None:
        """Make the app; nobody was welcomed yet."""
        super().__init__(session)
        self.offers_demo = offers_demo
        self.is_demo = is_demo
        self.wants_demo = False
        """It was left for the demo."""
        self._welcome = welcome and not self.state.welcomed

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave for the demo only while there is no news to be missed."""
        if action != "demo":
            return super().check_action(action, parameters)
        return self.offers_demo and self.session.ready and self.session.offline is not None

    def action_demo(self) -> None:
        """Close for the demo; this is opened again after it."""
        self.wants_demo = True
        self.exit()

    @work
    async def welcome(self) -> None:
        """Welcome who starts for the first time, and only then."""
        if not self._welcome:
            return
        from tui.screens.welcome import WelcomeScreen

        if await self.push_screen_wait(WelcomeScreen(self.session, demo=self.offers_demo)):
            self.action_demo()
        else:
            self.remember(welcomed=True)
