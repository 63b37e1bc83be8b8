import { render } from "preact";
import { StartPage } from "./pages/StartPage";
import "./styles/main.css";

const root = document.getElementById("app");
if (root) {
  render(<StartPage />, root);
}
