// Checks a receipt of the city log with software that is not ours: golang.org/x/mod/sumdb/note and tlog, as Debian
// ships them. Only what those packages lack is written here: the .tlog-proof file, the checkpoint's lines, and the
// witness signatures of c2sp.org/tlog-cosignature.
//
// receipt_verifier FILE QUORUM LOG-KEY WITNESS-KEY...: prints "ok SIZE WITNESSES" and ends with 0, or says why not
// and ends with 1.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const header = "c2sp.org/tlog-proof@v1"

// witness verifies cosignature/v1: eight bytes of time, then Ed25519 over the time and the note.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(sig)
	return ed25519.Verify(w.key, []byte(fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, text)), sig[8:])
}

func newWitness(vkey string) witness {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		fail("a key is name+id+key")
	}
	material := decode(parts[2])
	if len(material) != 33 || material[0] != 4 {
		fail("not a witness key: %s", vkey)
	}
	sum := sha256.Sum256([]byte(parts[0] + "\n" + string(material)))
	hash := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		fail("the id is not that of the key: %s", vkey)
	}
	return witness{parts[0], hash, ed25519.PublicKey(material[1:])}
}

func main() {
	if len(os.Args) < 4 {
		fail("usage: receipt_verifier FILE QUORUM LOG-KEY WITNESS-KEY...")
	}
	data, err := os.ReadFile(os.Args[1])
	check(err)
	quorum, err := strconv.Atoi(os.Args[2])
	check(err)
	entry, index, proof, checkpoint := parse(data)
	size, root, seen := open(checkpoint, os.Args[3], os.Args[4:])
	if seen < quorum {
		fail("%d witnesses, %d are asked for", seen, quorum)
	}
	if index >= size {
		fail("no entry %d among %d", index, size)
	}
	check(tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entry)))
	fmt.Printf("ok %d %d\n", size, seen)
}

// parse reads the file: a header, the entry as extra data, its index, the hashes, an empty line, the checkpoint.
func parse(data []byte) ([]byte, int64, tlog.RecordProof, []byte) {
	parts := bytes.SplitN(data, []byte("\n\n"), 2)
	lines := strings.Split(string(parts[0]), "\n")
	if len(parts) != 2 || len(lines) < 3 || lines[0] != header ||
		!strings.HasPrefix(lines[1], "extra ") || !strings.HasPrefix(lines[2], "index ") {
		fail("not a receipt with its entry")
	}
	proof := tlog.RecordProof{}
	for _, line := range lines[3:] {
		proof = append(proof, hash(line))
	}
	return leaf(decode(lines[1][len("extra "):])), number(lines[2][len("index "):]), proof, parts[1]
}

// leaf reads the extra data {content, leaf, salt}: canonical JSON, so each part stands in it byte for byte as it was
// hashed. Content and salt must give the leaf's commitment, unless they were erased.
func leaf(extra []byte) []byte {
	carried := struct {
		Content, Leaf json.RawMessage
		Salt          string
	}{}
	check(json.Unmarshal(extra, &carried))
	if string(extra) != fmt.Sprintf(`{"content":%s,"leaf":%s,"salt":"%s"}`, carried.Content, carried.Leaf, carried.Salt) {
		fail("the extra data is not {content, leaf, salt} in canonical JSON")
	}
	told := struct{ Commit string }{}
	check(json.Unmarshal(carried.Leaf, &told))
	salt, err := hex.DecodeString(carried.Salt)
	check(err)
	if hex.EncodeToString(salt) != carried.Salt {
		fail("the salt is not written in small hexadecimal digits")
	}
	commit := sha256.Sum256(append(salt, carried.Content...))
	erased := carried.Salt == "" && string(carried.Content) == "{}"
	if !erased && (len(salt) != 32 || hex.EncodeToString(commit[:]) != told.Commit) {
		fail("salt and content are not those of the leaf")
	}
	return carried.Leaf
}

// open checks the signatures; note.Open refuses a note in which a signature of a known key does not hold.
func open(checkpoint []byte, logKey string, witnessKeys []string) (int64, tlog.Hash, int) {
	log, err := note.NewVerifier(logKey)
	check(err)
	known := []note.Verifier{log}
	for _, key := range witnessKeys {
		known = append(known, newWitness(key))
	}
	opened, err := note.Open(checkpoint, note.VerifierList(known...))
	check(err)
	bySelf, seen := false, map[string]bool{}
	for _, sig := range opened.Sigs {
		decode(sig.Base64) // the package reads base64 with unused bits set; a receipt has one spelling
		if sig.Name == log.Name() && sig.Hash == log.KeyHash() {
			bySelf = true
		} else {
			seen[fmt.Sprintf("%s+%08x", sig.Name, sig.Hash)] = true
		}
	}
	lines := strings.Split(opened.Text, "\n")
	if !bySelf || len(lines) < 4 || lines[0] != log.Name() {
		fail("not a checkpoint signed by the log")
	}
	return number(lines[1]), hash(lines[2]), len(seen)
}

func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != text {
		fail("not a number: %q", text)
	}
	return n
}

func hash(text string) (h tlog.Hash) {
	raw := decode(text)
	if len(raw) != len(h) {
		fail("a hash has %d bytes, not %d", len(h), len(raw))
	}
	copy(h[:], raw)
	return h
}

func decode(text string) []byte {
	raw, err := base64.StdEncoding.Strict().DecodeString(text)
	check(err)
	return raw
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}
