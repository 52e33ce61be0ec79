// Completion in shells: a few lines for each of them that ask `needle complete` what may come next, so that one place knows.
import { Argument, Command, type Option } from "commander";
import { deviceNames } from "../runtime/devices.ts";
import { examples } from "./options.ts";

const scripts: Readonly<Record<string, string>> = {
  bash: `_needle() {
  local IFS=$'\\n'
  COMPREPLY=($(needle complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _needle needle
`,
  zsh: `#compdef needle
_needle() {
  local -a found
  found=("\${(@f)$(needle complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found" ]]; then compadd -- $found; else _files; fi
}
compdef _needle needle
`,
  fish: `function __needle_complete
  set -l words (commandline -opc) (commandline -ct)
  needle complete -- $words[2..-1] 2>/dev/null
end
complete -c needle -n '__needle_complete | string length -q' -f -a '(__needle_complete)'
`,
};

/** `needle completion SHELL`: prints what the shell has to read once. */
export function completionCommand(): Command {
  return new Command("completion")
    .description("print a script that makes a shell complete commands and options")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(scripts)))
    .addHelpText("after", examples('eval "$(needle completion bash)"   # in ~/.bashrc; zsh the same in ~/.zshrc', "needle completion fish > ~/.config/fish/completions/needle.fish")) // biome-ignore format: one line
    .action((shell: string) => {
      process.stdout.write(scripts[shell]!);
    });
}

/** `needle complete -- WORD…`: prints what the last word may become, one a line; nothing where files are meant. */
export function completeCommand(program: () => Command): Command {
  return new Command("complete").argument("[words...]").action((words: string[]) => {
    for (const word of candidates(program(), words)) console.log(word);
  });
}

/** What the last of the words behind `needle` may become. */
export function candidates(program: Command, words: readonly string[]): string[] {
  let command = program;
  let waiting: Option | undefined;
  for (const word of words.slice(0, -1)) {
    const option = word.startsWith("-") ? command.options.find((o) => o.long === word || o.short === word) : undefined;
    if (option === undefined && waiting === undefined)
      command = command.commands.find((c) => c.name() === word) ?? command;
    waiting = option?.required || option?.optional ? option : undefined;
  }
  const last = words.at(-1) ?? "";
  return possible(command, waiting, last.startsWith("-")).filter((word) => word.startsWith(last));
}

function possible(command: Command, waiting: Option | undefined, wantsOption: boolean): string[] {
  if (waiting !== undefined) return waiting.long === "--device" ? deviceNames() : [...(waiting.argChoices ?? [])];
  const help = command.createHelp();
  if (wantsOption) return help.visibleOptions(command).flatMap((o) => o.long ?? []);
  const commands = help.visibleCommands(command).map((c) => c.name());
  return [...commands, ...command.registeredArguments.flatMap((a) => a.argChoices ?? [])];
}
