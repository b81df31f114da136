/** The page "report" begins here. */
import { render } from "preact";
import { addressOf } from "./address";
import { Report } from "./page";
import "../../ui/theme.css";
import "./report.css";

const root = document.getElementById("app");
if (root) render(<Report address={addressOf(location.pathname, location.search)} />, root);
