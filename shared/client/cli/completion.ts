/** `credits completion bash|zsh`: a script that completes what commander knows. */
import { Argument, type Command } from 'commander';
import type { Terminal } from './terminal.ts';

const SHELLS = ['bash', 'zsh'] as const;
type Shell = (typeof SHELLS)[number];

const COMPLETION_HELP = `
Put into ~/.bashrc:   source <(credits completion bash)
or into ~/.zshrc:     source <(credits completion zsh)`;

export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .description('print a script that completes commands, options and their values')
    .addHelpText('after', COMPLETION_HELP)
    .action((shell: Shell) => {
      terminal.stdout.write(SCRIPTS[shell](placesOf(program, '')));
    });
}

/** A command, and what may follow it. */
interface Place {
  /** `/licenses/assign`; empty for `credits` itself. */
  readonly path: string;
  readonly commands: readonly Described[];
  readonly flags: readonly Described[];
  /** By the flag before: a list of words, or `FILES` where that cannot be known. */
  readonly values: ReadonlyMap<string, Words>;
  /** Of its arguments. */
  readonly words: Words;
}

interface Described {
  readonly name: string;
  readonly description: string;
}

const FILES = 'files';
type Words = readonly string[] | typeof FILES;

function placesOf(command: Command, path: string): Place[] {
  const { options, registeredArguments } = command;
  const ofProgram = command.parent ? rootOf(command).options : [];
  const takesFile = registeredArguments.some((argument) => wordsOf(argument.name()) === FILES);
  const here: Place = {
    path,
    commands: command.commands.map((each) => ({ name: each.name(), description: each.description() })),
    flags: [
      ...[...options, ...ofProgram].map(({ long, description }) => ({ name: long ?? '', description })),
      { name: '--help', description: 'display help for command' },
    ],
    values: new Map(
      options
        .filter(({ required }) => required)
        .map(({ long, flags, argChoices }) => [long ?? '', argChoices ?? wordsOf(flags)]),
    ),
    words: takesFile ? FILES : registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [here, ...command.commands.flatMap((each) => placesOf(each, `${path}/${each.name()}`))];
}

const rootOf = (command: Command): Command => (command.parent ? rootOf(command.parent) : command);

/** What is called a file is one; other values are the user's to know. */
const wordsOf = (name: string): Words => (/\bfile\b>?$/.test(name) ? FILES : []);

/** In single quotes nothing has a meaning for either shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const namesOf = (all: readonly Described[]): readonly string[] => all.map(({ name }) => name);

const listOf = (words: readonly string[]): string => words.map(quoted).join(' ');

const lines = (texts: readonly string[]): string => texts.join('\n');

/** The shell's `case` over paths finds the command that the words before the cursor name. */
const pathPattern = (places: readonly Place[]): string =>
  places
    .filter(({ path }) => path !== '')
    .map(({ path }) => path)
    .join('|');

interface ValueCode {
  readonly words: (words: readonly string[]) => string;
  readonly files: string;
}

/** Rows of a `case` over a path and the option behind it. What the program itself takes, each command takes, too. */
function valueRows(places: readonly Place[], { words, files }: ValueCode): string {
  const codes = places.flatMap(({ path, values }) =>
    [...values].map(([flag, known]) => ({
      pattern: path === '' ? `*${quoted(` ${flag}`)}` : quoted(`${path} ${flag}`),
      code: known === FILES ? files : known.length === 0 ? '' : words(known),
    })),
  );
  const rows = Map.groupBy(codes, ({ code }) => code);
  return lines(
    [...rows].map(([code, options]) => {
      const patterns = options.map(({ pattern }) => pattern).join('|');
      return `    ${patterns}) ${code === '' ? '' : `${code}; `}return ;;`;
    }),
  );
}

function bashScript(places: readonly Place[]): string {
  const rows = places.map(({ path, commands, flags, words }) => {
    const known = words === FILES ? [] : words;
    const offered = [...namesOf(commands), ...known, ...namesOf(flags)];
    const files = words === FILES ? ' files=yes' : '';
    return `    '${path}') words=${quoted(offered.join(' '))}${files} ;;`;
  });
  const ofValues = valueRows(places, {
    words: (known) => `COMPREPLY=($(compgen -W ${quoted(known.join(' '))} -- "$word"))`,
    files: '_credits_files "$word"',
  });
  return `# Completion of credits for bash: source <(credits completion bash)
_credits_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -- "$1"))
}
_credits() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" path= words= files= each
  COMPREPLY=()
  for each in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path/$each" in
    ${pathPattern(places)}) path="$path/$each" ;;
    esac
  done
  case "$path $before" in
${ofValues}
  esac
  case "$path" in
${lines(rows)}
  esac
  if [[ $files && $word != -* ]]; then
    _credits_files "$word"
  else
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -F _credits credits
`;
}

function zshScript(places: readonly Place[]): string {
  const described = (all: readonly Described[]): string =>
    listOf(all.map(({ name, description }) => `${name}:${description}`));
  const rows = places.map(({ path, commands, flags, words }) => {
    const known = words === FILES ? [] : words;
    return `    '${path}') commands=(${described(commands)}) flags=(${described(flags)}) words_known=(${listOf(known)})${words === FILES ? ' files=yes' : ''} ;;`;
  });
  const ofValues = valueRows(places, { words: (known) => `compadd -- ${listOf(known)}`, files: '_files' });
  return `#compdef credits
# Completion of credits for zsh: source <(credits completion zsh)
_credits() {
  local before="\${words[CURRENT - 1]}" word="\${words[CURRENT]}" place= files= each
  local -a commands flags words_known
  for each in "\${(@)words[2,CURRENT - 1]}"; do
    case "$place/$each" in
    ${pathPattern(places)}) place="$place/$each" ;;
    esac
  done
  case "$place $before" in
${ofValues}
  esac
  case "$place" in
${lines(rows)}
  esac
  if [[ $word == -* ]]; then
    _describe -o option flags
    return
  fi
  (( $#commands )) && _describe command commands
  (( $#words_known )) && compadd -- "\${words_known[@]}"
  [[ -n $files ]] && _files
  return 0
}
typeset -f compdef >/dev/null || { autoload -Uz compinit && compinit; }
compdef _credits credits
`;
}

const SCRIPTS: Readonly<Record<Shell, (places: readonly Place[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
};
