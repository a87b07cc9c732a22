import ArgumentParser
import ToolSupport

@main struct ClipTokenize: ParsableCommand {}
