import ArgumentParser
import ByteIO
import Tokenizer
import ToolSupport

/// `clip-tokenize`: texts as the ids that CLIP's text tower takes.
@main
struct ClipTokenize: Tool {
    static let configuration = CommandConfiguration(
        commandName: "clip-tokenize",
        abstract: "Turn texts into the token ids that a text tower takes.",
        discussion: """
            Prints the ids of clip.tokenize in openai/CLIP: a line for each text, from the start token 49406 to the \
            end token 49407, without the zeros that fill a row up to 77. The text is cleaned first, as there: \
            wrongly decoded characters are repaired (schÃ¶n becomes schön), HTML's references resolved (&amp;), \
            white space is joined, and capitals become small.

            With --model, the ids are those of a SentencePiece model (spiece.model, tokenizer.model, or the tokenizer.json \
            that was made of one; unigram or BPE), as google/sentencepiece gives them: the text's pieces alone, without \
            marks at its start and end.

            Without TEXT, each line of standard input is a text, blank ones skipped; with --null, what stands between NUL \
            bytes. Results are printed before more input is waited for.

            EXAMPLES
              clip-tokenize "a photo of a cat" "a photo of a dog"
              clip-tokenize --json < captions.txt
              clip-tokenize --model spiece.model "a photo of a cat"
              printf 'two\\nlines\\0one line\\0' | clip-tokenize --null --truncate

            A text that is too long, or that is not UTF-8, gets a line on standard error instead; the others are \
            printed.

            EXIT CODES
              0 done, 64 usage, 65 a text was too long or not UTF-8, or the model is none, 66 the model is missing or
              standard input is a folder, 74 I/O error
            """,
        version: toolchainVersion)

    @Argument(help: ArgumentHelp("The texts; none for those on standard input.", valueName: "text"))
    var texts: [TextArgument] = []

    @Option(help: ArgumentHelp("A SentencePiece model, in place of CLIP's vocabulary.", valueName: "file"))
    var model: FilePath?

    @Flag(help: "Cut texts of too many tokens; the last one is the end token then.")
    var truncate = false

    @Option(
        help: ArgumentHelp(
            "Tokens that a text may have, start and end included; 77 unless given.", valueName: "count"))
    var contextLength: Int?

    @Flag(help: "Print one JSON object for each text: {\"text\": ..., \"ids\": [...]}.")
    var json = false

    @Flag(help: "Take <|startoftext|> and <|endoftext|> in a text for ordinary text.")
    var noSpecial = false

    @Flag(
        name: [.customShort("0"), .long], help: "Texts on standard input end with NUL, not with a line feed.")
    var null = false

    func validate() throws {
        if null, !texts.isEmpty {
            throw ValidationError("--null is for standard input: give no TEXT with it.")
        }
        if model != nil, truncate || noSpecial || contextLength != nil {
            throw ValidationError(
                "--truncate, --context-length and --no-special are for CLIP's vocabulary, not --model")
        }
    }

    var access: FileAccess? { FileAccess().reading([model]) }

    func perform() throws(FileError) -> Int32 {
        let encoder =
            if let model {
                try TextEncoder(modelAt: model)
            } else {
                TextEncoder.clip(
                    Tokenizer(merges: .clip, specialTokens: !noSpecial), contextLength: contextLength ?? 77,
                    truncates: truncate)
            }
        var printer = TokenPrinter(encoder: encoder, json: json)
        if texts.isEmpty, null {
            var reader = try RecordReader(path: "-", separator: 0, limit: Tokenizer.byteLimit)
            var number = 0
            while let record = try reader.next() {
                number += 1
                try printer.print(record, number: number)
                if try !reader.isReady() { try printer.flush() }
            }
        } else if texts.isEmpty {
            var list = try TextList(path: "-", limit: Tokenizer.byteLimit)
            while let record = try list.next() {
                try printer.print(record, number: list.lineNumber)
                if try !list.isReady() { try printer.flush() }
            }
        }
        for (index, text) in texts.enumerated() {
            try printer.print(RecordReader.Record(bytes: text.bytes), number: index + 1)
        }
        try printer.flush()
        return printer.exitCode
    }
}
