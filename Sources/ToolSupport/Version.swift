import WeightFile

/// What `--version` prints, and what `writer` says in a `.clipw` file.
package let toolchainVersion = ClipwFormat.writerVersion
