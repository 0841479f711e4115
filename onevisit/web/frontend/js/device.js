import * as cardReader from "./card_reader.js";
import { startAll } from "./common.js";
import * as dialogs from "./dialogs.js";
import * as idle from "./idle.js";
import * as keypad from "./keypad.js";
import * as live from "./live.js";
import * as parts from "./parts.js";
import * as print from "./print.js";
import * as session from "./session.js";
import * as signaturePad from "./signature_pad.js";
import * as submitOnce from "./submit_once.js";

startAll([session, parts, submitOnce, cardReader, dialogs, idle, keypad, live, print, signaturePad]);
