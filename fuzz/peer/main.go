// A second reader for every case: Go's archive/tar, which container runtimes unpack with, and compress/gzip.
//
// Reads a byte ('t' or 'z'), a big-endian length and that many bytes; answers with a length and JSON; until its input ends.
package main

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
)

const mostContent = 64 << 20

var errLarge = errors.New("too large to be compared")

type entry struct {
	Flag   int    `json:"flag"`
	Name   []byte `json:"name"`
	Link   []byte `json:"link"`
	Size   int64  `json:"size"`
	Mode   int64  `json:"mode"`
	Major  int64  `json:"major"`
	Minor  int64  `json:"minor"`
	Sha256 string `json:"sha256"`
}

type answer struct {
	Entries []entry `json:"entries"`
	Sha256  string  `json:"sha256"`
	Size    int64   `json:"size"`
	Error   string  `json:"error"`
}

func hashed(r io.Reader) (string, int64, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, io.LimitReader(r, mostContent+1))
	if err == nil && n > mostContent {
		err = errLarge
	}
	return hex.EncodeToString(sum.Sum(nil)), n, err
}

func readTar(data []byte) (a answer) {
	a.Entries = []entry{}
	r := tar.NewReader(bytes.NewReader(data))
	for {
		h, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			a.Error = err.Error()
			return
		}
		e := entry{Flag: int(h.Typeflag), Name: []byte(h.Name), Link: []byte(h.Linkname), Size: h.Size, Mode: h.Mode & 07777, Major: h.Devmajor, Minor: h.Devminor}
		e.Sha256, _, err = hashed(r)
		if err != nil {
			e.Sha256 = ""
			a.Entries = append(a.Entries, e)
			a.Error = err.Error()
			return
		}
		a.Entries = append(a.Entries, e)
	}
}

func readGzip(data []byte) (a answer) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err == nil {
		a.Sha256, a.Size, err = hashed(r)
	}
	if err != nil {
		a.Error = err.Error()
	}
	return
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	head := make([]byte, 5)
	for {
		if _, err := io.ReadFull(in, head); err != nil {
			return
		}
		data := make([]byte, binary.BigEndian.Uint32(head[1:]))
		if _, err := io.ReadFull(in, data); err != nil {
			return
		}
		var a answer
		if head[0] == 't' {
			a = readTar(data)
		} else {
			a = readGzip(data)
		}
		text, _ := json.Marshal(a)
		length := make([]byte, 4)
		binary.BigEndian.PutUint32(length, uint32(len(text)))
		out.Write(length)
		out.Write(text)
		out.Flush()
	}
}
