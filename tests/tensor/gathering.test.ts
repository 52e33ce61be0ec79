// Choosing and counting elements against PyTorch (gathering.py).
import { testRecorded } from "./recorded.ts";

testRecorded("./gathering.json");
