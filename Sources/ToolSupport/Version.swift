/// What `--version` prints, and what a `.clipw` file's `source` names as its maker.
public let toolchainVersion = "0.1.0"
