/** The panels beside the map, in order; each feature brings its own. */
import {
  CloudRain,
  Combine,
  Download,
  FileClock,
  GitCompareArrows,
  Grid3x3,
  House,
  Layers,
  ListChecks,
  type LucideIcon,
  Megaphone,
  MessageSquareText,
  PencilRuler,
  Printer,
  Route,
  Sparkles,
  Table2,
  TriangleAlert,
} from "lucide-preact";
import type { FunctionComponent } from "preact";
import type { Words } from "../api/types";
import { AskingPanel } from "../features/asking/panel";
import { ComparingPanel } from "../features/comparing/panel";
import { GridsPanel } from "../features/editing/gridspanel";
import { EditingPanel } from "../features/editing/panel";
import { HazardsPanel } from "../features/hazards/panel";
import { ImportingPanel } from "../features/importing/panel";
import { NetsPanel } from "../features/nets/panel";
import { PatrolsPanel } from "../features/patrols/panel";
import { RegisterPanel } from "../features/register/panel";
import { ReportsPanel } from "../features/reports/panel";
import { HistoryPanel } from "../features/reviewing/historypanel";
import { ReviewPanel } from "../features/reviewing/panel";
import { PlansPanel } from "../features/reviewing/planspanel";
import { SheetsPanel } from "../features/sheets/panel";
import { StationsPanel } from "../features/stations/panel";
import { LayersPanel } from "../features/viewing/panel";
import { ViolationsPanel } from "../features/violations/panel";
import type { PanelName, State } from "../store/state";
import { common } from "../words/common";

interface Panel {
  readonly name: PanelName;
  readonly title: Words;
  readonly icon: LucideIcon;
  readonly body: FunctionComponent;
  readonly isThere: (state: State) => boolean;
}

const always = () => true;
const mayWrite = (state: State) => state.start?.me.may_write === true;
const planner = (state: State) => mayWrite(state) && state.plan !== null;

export const PANELS: readonly Panel[] = [
  { name: "plans", title: common.plans, icon: ListChecks, body: PlansPanel, isThere: always },
  { name: "layers", title: common.layers, icon: Layers, body: LayersPanel, isThere: always },
  {
    name: "grids",
    title: common.grids,
    icon: Grid3x3,
    body: GridsPanel,
    isThere: (state) => state.plan !== null,
  },
  { name: "edit", title: common.edit, icon: PencilRuler, body: EditingPanel, isThere: planner },
  {
    name: "violations",
    title: common.violations,
    icon: TriangleAlert,
    body: ViolationsPanel,
    isThere: planner,
  },
  { name: "engine", title: common.engine, icon: Sparkles, body: AskingPanel, isThere: mayWrite },
  { name: "history", title: common.history, icon: FileClock, body: HistoryPanel, isThere: planner },
  {
    name: "review",
    title: common.review,
    icon: MessageSquareText,
    body: ReviewPanel,
    isThere: planner,
  },
  {
    name: "compare",
    title: common.compare,
    icon: GitCompareArrows,
    body: ComparingPanel,
    isThere: (state) => state.plans.length > 0,
  },
  {
    name: "stations",
    title: common.stations,
    icon: House,
    body: StationsPanel,
    // It counts households by grid, as those who see units may.
    isThere: (state) => state.plan !== null && state.plan.members !== null,
  },
  {
    name: "hazards",
    title: common.hazards,
    icon: CloudRain,
    body: HazardsPanel,
    isThere: mayWrite,
  },
  {
    name: "reports",
    title: common.reports,
    icon: Megaphone,
    body: ReportsPanel,
    isThere: (state) => mayWrite(state) || state.start?.me.role === "patrol",
  },
  { name: "patrols", title: common.patrols, icon: Route, body: PatrolsPanel, isThere: mayWrite },
  { name: "nets", title: common.nets, icon: Combine, body: NetsPanel, isThere: mayWrite },
  { name: "register", title: common.register, icon: Table2, body: RegisterPanel, isThere: planner },
  { name: "sheets", title: common.sheets, icon: Printer, body: SheetsPanel, isThere: planner },
  { name: "import", title: common.import, icon: Download, body: ImportingPanel, isThere: mayWrite },
];
