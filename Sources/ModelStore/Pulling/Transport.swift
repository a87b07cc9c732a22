package import ByteIO

/// Something that fetches a file over a network.
///
/// Handed to the store, so that a program that never pulls cannot make a connection: it does not contain the means.
package protocol Transport: Sendable {
    /// Asks a server for a file once, from a byte on, and follows its redirects.
    ///
    /// - Parameters:
    ///   - receive: called with each piece of the answer, in order, on the caller's thread. What it throws ends the
    ///     transfer and is thrown here as it is.
    /// - Throws: `TransferFailure`.
    func get(
        _ request: TransferRequest, receive: (TransferEvent) throws(TransferFailure) -> Void
    ) throws(TransferFailure)
}

/// What is asked for.
package struct TransferRequest: Sendable {
    /// An `https` address, or an `http` one that the user gave.
    package let address: String
    /// The first byte that is wanted.
    package let offset: Int
    /// The entity tag or date of the bytes that are there: only if the file is still the same are the others wanted.
    package let validator: String?
    /// The time after which a connection that brings nearly nothing is given up.
    package let patience: Duration

    /// A request.
    package init(address: String, offset: Int, validator: String?, patience: Duration) {
        self.address = address
        self.offset = offset
        self.validator = validator
        self.patience = patience
    }
}

/// A part of an answer.
package enum TransferEvent {
    /// What the server says about what follows; 200 or 206, or 416 without anything following.
    case answer(TransferAnswer)
    /// Bytes of the file.
    case bytes([UInt8])
}

/// What a server says about the bytes that follow.
package struct TransferAnswer: Sendable, Equatable {
    /// The status of HTTP: 200, 206 or 416.
    package var status: Int
    /// Bytes that follow, if it says so.
    package var byteCount: Int?
    /// The first byte that follows; of a 206.
    package var start: Int?
    /// The size of the whole file, if it says so; of a 206 or 416.
    package var total: Int?
    /// What tells this state of the file from others: a strong entity tag, or else the date of its last change.
    package var validator: String?

    /// An answer.
    package init(
        status: Int, byteCount: Int? = nil, start: Int? = nil, total: Int? = nil, validator: String? = nil
    ) {
        self.status = status
        self.byteCount = byteCount
        self.start = start
        self.total = total
        self.validator = validator
    }
}

/// Why a transfer ended before its end.
package struct TransferFailure: Error, Sendable {
    /// What to do about it.
    package enum Remedy: Sendable, Equatable {
        /// Nothing: it would fail again.
        case none
        /// Try again later, from the byte that is missing.
        case retry(after: Duration?)
        /// Begin again from the first byte: what is there does not belong to what the server has.
        case restart
    }

    /// What happened.
    package let error: FileError
    /// What to do about it.
    package let remedy: Remedy

    /// A failure.
    package init(_ error: FileError, _ remedy: Remedy) {
        self.error = error
        self.remedy = remedy
    }
}
