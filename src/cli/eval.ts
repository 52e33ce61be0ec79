// `needle eval mnist`: loss and error of saved weights on the test digits.
import { Command } from "commander";
import { readArrays } from "../io/formats.ts";
import { readClassifier } from "../models/classifiers.ts";
import { evaluateMnist } from "../models/mnist.ts";
import { interruptible } from "./interrupt.ts";
import { chosenDevice, dataOption, deviceOption, examples, jsonOption } from "./options.ts";

interface Flags {
  readonly data?: string;
  readonly device?: string;
  readonly json?: boolean;
}

/** The command `eval` with one sub-command for each data set. */
export function evalCommand(): Command {
  const mnist = new Command("mnist")
    .description("evaluate weights that 'needle train mnist' has saved on the 10,000 test digits")
    .argument("[weights]", "the file with the weights", "runs/mnist.safetensors")
    .addOption(dataOption())
    .addOption(deviceOption())
    .addOption(jsonOption("print one JSON object"))
    .addHelpText("after", examples("needle eval mnist", "needle eval mnist runs/mnist.safetensors --device js --json"))
    .action(async (weights: string, { data, device, json = false }: Flags) => {
      const { arrays, metadata } = readArrays(weights);
      const network = readClassifier(weights, metadata["network"]);
      const place = await chosenDevice(device);
      const { loss, error, count } = await interruptible((signal) =>
        evaluateMnist(arrays, { ...network, file: weights, data, device: place, signal }),
      );
      if (json) console.log(JSON.stringify({ event: "evaluated", weights, images: count, loss, error }));
      else
        console.log(`${weights}: loss ${loss.toFixed(5)}, error ${(100 * error).toFixed(2)} % of ${count} test images`);
    });
  return new Command("eval").description("evaluate a saved model").addCommand(mnist);
}
