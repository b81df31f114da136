/** The page "near" begins here. */
import { render } from "preact";
import { Near } from "./page";
import "../../ui/theme.css";

const root = document.getElementById("app");
if (root) render(<Near />, root);
