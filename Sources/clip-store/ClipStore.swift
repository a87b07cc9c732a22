import ArgumentParser
import ToolSupport

/// `clip-store`: the models that a person has, and how to get more.
@main
struct ClipStore: RootCommand {
    static let configuration = CommandConfiguration(
        commandName: "clip-store",
        abstract: "Keep CLIP models in order: which there are, whether they are sound, how to get more.",
        discussion: """
            The store is a folder: --store DIR, or CLIP_STORE, or XDG_CACHE_HOME/clip, or ~/.cache/clip, where the \
            Python packages of openai/CLIP and open_clip keep their models too. Every command takes the name of \
            a model in it: clip-embed ViT-B/32 --text "a photo of a cat". Where a model has several files, a name \
            means the best that is there; ViT-B/32:int8 or ViT-B/32:source means one of them.

            EXAMPLES
              clip-store pull ViT-B/32 --convert fp16
              clip-store list
              clip-store verify

            EXIT CODES
              0 done, 1 something is damaged or not what was expected, 64 usage, 65 malformed, 66 missing, \
            69 no connection, 73 cannot be created, 74 I/O error or disk full, 75 took too long or locked, \
            77 no permission
            """,
        version: toolchainVersion,
        subcommands: [
            PullCommand.self, AddCommand.self, ListCommand.self, InfoCommand.self, PathCommand.self,
            VerifyCommand.self, RepairCommand.self, RemoveCommand.self, PruneCommand.self,
        ])
}
