/** The page "patrol" begins here. */
import { render } from "preact";
import { addressOf } from "./address";
import { Patrol } from "./page";
import { workOffline } from "./registering";
import { Routes } from "./routes";
import "../../ui/theme.css";
import "./patrol.css";

const root = document.getElementById("app");
const address = addressOf(location.pathname, location.search);
if (root) render(address === null ? <Routes /> : <Patrol address={address} />, root);
void workOffline();
