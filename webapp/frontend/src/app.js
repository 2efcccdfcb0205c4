// Comforts. Every page works without this file.
import { openHelp, bindKeys } from "./scripts/keys.js";
import { bindPops } from "./scripts/pops.js";
import { bindForms } from "./scripts/forms.js";
import { bindClock } from "./scripts/clock.js";
import { bindMenu } from "./scripts/menu.js";
import { bindSmall } from "./scripts/small.js";

document.documentElement.classList.add("scripted");
bindSmall();
bindPops();
bindMenu();
bindForms();
bindClock();
bindKeys(openHelp);
