/** The page "report" begins here. */
import { render } from "preact";
import { Report } from "./page";
import "../../ui/theme.css";

const root = document.getElementById("app");
if (root) render(<Report />, root);
