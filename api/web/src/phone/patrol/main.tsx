/** The page "patrol" begins here. */
import { render } from "preact";
import { Patrol } from "./page";
import "../../ui/theme.css";

const root = document.getElementById("app");
if (root) render(<Patrol />, root);
