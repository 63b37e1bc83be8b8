import { render } from "preact";
import { App } from "./components/App";
import { listenForKeys } from "./state/keys";
import { keepPreferences } from "./state/prefs";
import { followHistory } from "./state/route";
import { startSession } from "./state/session";
import { watchStatus } from "./state/status";
import { startRefreshing } from "./state/time";
import "./styles/theme.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/components.css";

keepPreferences();
followHistory();
listenForKeys();
startRefreshing();
void startSession();
watchStatus();

const root = document.getElementById("app");
if (root) {
  render(<App />, root);
}
