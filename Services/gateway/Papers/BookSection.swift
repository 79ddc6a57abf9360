import Shared

/// The book of receipts, and the signed word on it that anybody can keep.
struct BookSection {
  let document: TransparencyDocument

  var markup: Markup {
    """
    <section aria-labelledby="book-title">
    <h2 id="book-title">The book of receipts</h2>
    <p>\(document.receipts.counting("receipt", "receipts")). Each names no one, each holds the hash of the one before, \
    and all are signed. This checkpoint is the state of the book at this moment: its name, how many receipts, the root \
    of the Merkle tree over them, and the signature. Keep it: if anything in the book is changed later, it will not \
    fit any more.</p>
    <pre class="checkpoint" tabindex="0" aria-label="The newest checkpoint">\(text)</pre>
    <p class="fine">Select it and copy it into a file. <code>janitor verify BOOK --checkpoint FILE</code> compares a \
    book with it, offline; so does any verifier for signed notes. It was signed with this key:</p>
    <pre class="checkpoint" tabindex="0" aria-label="The key">\(document.checkpoint.key)</pre>
    </section>
    """
  }

  private var text: String { document.checkpoint.note }
}
