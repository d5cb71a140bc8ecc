#include "textflag.h"
#include "funcdata.h"
#include "go_asm.h"

// The places of a set in a Ternary are doublewords: two weights (bytes 0 and 1)
// and a check (bytes 2 and 3). Two sets fill a register.

// spread moves the weights of each doubleword to its bytes 0 and 2, spreadOdd to
// its bytes 1 and 3; the other bytes become 0.
DATA spread<>+0(SB)/8, $0x8005800480018000
DATA spread<>+8(SB)/8, $0x800d800c80098008
GLOBL spread<>(SB), RODATA|NOPTR, $16
DATA spreadOdd<>+0(SB)/8, $0x0580048001800080
DATA spreadOdd<>+8(SB)/8, $0x0d800c8009800880
GLOBL spreadOdd<>(SB), RODATA|NOPTR, $16

// topWord copies bytes 6 and 7 of a feature to all words.
DATA topWord<>+0(SB)/8, $0x0706070607060706
DATA topWord<>+8(SB)/8, $0x0706070607060706
GLOBL topWord<>(SB), RODATA|NOPTR, $16

// func ternaryAVX2(data *byte, sets uint64, features *uint64, n int) (one, two int32)
//
// Four features a turn: their checks in Y2 and Y3, their sets in Y4 and Y5.
TEXT ·ternaryAVX2(SB), NOSPLIT, $0-40
	MOVQ data+0(FP), DI
	MOVQ sets+8(FP), R8
	MOVQ features+16(FP), SI
	MOVQ n+24(FP), CX
	VBROADCASTI128 spread<>(SB), Y10
	VBROADCASTI128 spreadOdd<>(SB), Y11
	VBROADCASTI128 topWord<>(SB), Y12
	VPCMPEQW Y13, Y13, Y13
	VPSRLW   $15, Y13, Y15 // words 1, 1
	VPSRLD   $31, Y13, Y13 // words 1, 0
	VPSLLD   $16, Y13, Y14 // words 0, 1
	VPXOR    Y0, Y0, Y0    // sums of one
	VPXOR    Y1, Y1, Y1    // sums of two
	SUBQ     $4, CX
	JLT      rest

four:
	MOVL (SI), AX
	MOVL 8(SI), BX
	MOVL 16(SI), R9
	MOVL 24(SI), R10
	IMULQ R8, AX
	IMULQ R8, BX
	IMULQ R8, R9
	IMULQ R8, R10
	SHRQ $28, AX
	SHRQ $28, BX
	SHRQ $28, R9
	SHRQ $28, R10
	ANDQ $~15, AX
	ANDQ $~15, BX
	ANDQ $~15, R9
	ANDQ $~15, R10
	VMOVDQU (SI), Y2
	VPERMQ  $0x50, Y2, Y3
	VPERMQ  $0xfa, Y2, Y2
	VPSHUFB Y12, Y3, Y3
	VPSHUFB Y12, Y2, Y2
	VPOR    Y15, Y3, Y3
	VPOR    Y15, Y2, Y2
	VMOVDQU (DI)(AX*1), X4
	VINSERTI128 $1, (DI)(BX*1), Y4, Y4
	VMOVDQU (DI)(R9*1), X5
	VINSERTI128 $1, (DI)(R10*1), Y5, Y5
	VPCMPEQW Y4, Y3, Y3
	VPCMPEQW Y5, Y2, Y2
	VPSRAD  $16, Y3, Y3 // all ones where the check agrees
	VPSRAD  $16, Y2, Y2
	VPAND   Y4, Y3, Y3
	VPAND   Y5, Y2, Y2
	VPSHUFB Y10, Y3, Y3
	VPSHUFB Y11, Y2, Y2
	VPOR    Y2, Y3, Y3
	VPABSB  Y3, Y2
	VPMADDUBSW Y3, Y2, Y3 // c·|c| of two features, added
	VPMADDWD Y13, Y3, Y2
	VPMADDWD Y14, Y3, Y3
	VPADDD  Y2, Y0, Y0
	VPADDD  Y3, Y1, Y1
	ADDQ    $32, SI
	SUBQ    $4, CX
	JGE     four

rest:
	ADDQ $4, CX
	JEQ  done

one:
	MOVL    (SI), AX
	IMULQ   R8, AX
	SHRQ    $28, AX
	ANDQ    $~15, AX
	VPBROADCASTQ (SI), X3
	VPSHUFB X12, X3, X3
	VPOR    X15, X3, X3
	VMOVDQU (DI)(AX*1), X4
	VPCMPEQW X4, X3, X3
	VPSRAD  $16, X3, X3
	VPAND   X4, X3, X3
	VPSHUFB X10, X3, X3
	VPABSB  X3, X2
	VPMADDUBSW X3, X2, X3
	VPMADDWD Y13, Y3, Y2
	VPMADDWD Y14, Y3, Y3
	VPADDD  Y2, Y0, Y0
	VPADDD  Y3, Y1, Y1
	ADDQ    $8, SI
	DECQ    CX
	JNE     one

done:
	VPHADDD Y1, Y0, Y0 // one, one, two, two in each half
	VEXTRACTI128 $1, Y0, X1
	VPADDD  X1, X0, X0
	VPHADDD X0, X0, X0
	VMOVD   X0, AX
	VPEXTRD $1, X0, BX
	MOVL    AX, one+32(FP)
	MOVL    BX, two+36(FP)
	VZEROUPPER
	RET

// func fetchAVX2(data *byte, places, stride uint64, features *uint64, n int)
TEXT ·fetchAVX2(SB), NOSPLIT, $0-40
	MOVQ data+0(FP), DI
	MOVQ places+8(FP), R8
	MOVQ stride+16(FP), R9
	MOVQ features+24(FP), SI
	MOVQ n+32(FP), CX

fetch:
	MOVL  (SI), AX
	IMULQ R8, AX
	SHRQ  $32, AX
	IMULQ R9, AX
	PREFETCHT0 (DI)(AX*1)
	ADDQ  $8, SI
	DECQ  CX
	JNE   fetch
	RET

// func tableAVX2(checks *uint16, rows *byte, width, slots, empty uint64, features *uint64, n int, sums *[16]int32)
//
// A feature that is not found adds the row numbered empty.
TEXT ·tableAVX2(SB), NOSPLIT, $0-64
	MOVQ checks+0(FP), DI
	MOVQ rows+8(FP), DX
	MOVQ width+16(FP), R13
	MOVQ slots+24(FP), R8
	MOVQ empty+32(FP), R14
	MOVQ features+40(FP), SI
	MOVQ n+48(FP), CX
	VPXOR Y0, Y0, Y0 // sums, in 16 bits
	VPXOR X1, X1, X1

feature:
	MOVQ  (SI), AX
	MOVL  AX, BX
	IMULQ R8, BX
	SHRQ  $32, BX
	SHRQ  $48, AX
	CMPQ  AX, $1
	ADCQ  $0, AX // a check is never 0
	VMOVD AX, X2
	VPBROADCASTW X2, X2

group:
	VMOVDQU   (DI)(BX*2), X3
	VPCMPEQW  X3, X2, X4
	VPCMPEQW  X3, X1, X5
	VPMOVMSKB X4, AX
	VPMOVMSKB X5, R9
	BLSMSKL   R9, R10 // up to the first empty slot
	ANDL      R10, AX
	MOVL      AX, R11
	ORL       R9, R11
	JEQ       more
	TZCNTL    AX, R12
	SHRL      $1, R12
	ADDQ      BX, R12
	TESTL     AX, AX
	CMOVQEQ   R14, R12
	IMULQ     R13, R12
	VPMOVSXBW (DX)(R12*1), Y4
	VPADDW    Y4, Y0, Y0
	ADDQ      $8, SI
	DECQ      CX
	JNE       feature

	MOVQ sums+56(FP), DI
	VPMOVSXWD X0, Y1
	VEXTRACTI128 $1, Y0, X0
	VPMOVSXWD X0, Y0
	VPADDD  (DI), Y1, Y1
	VPADDD  32(DI), Y0, Y0
	VMOVDQU Y1, (DI)
	VMOVDQU Y0, 32(DI)
	VZEROUPPER
	RET

more:
	ADDQ $8, BX
	JMP  group

// func perceptronAVX2(p *Perceptron, features *uint64, n int, s *sums)
//
// First the lines of all features are fetched ahead. Then every feature writes its
// entry to the end of both lists, of short entries and of full rows, but only one
// of the lists grows, or none. Then the lists are added up.
//
// Frame: 128 full rows (32 bits each), then 128 short entries, and before them the
// lines of the features that are still to be looked up (bytes from the first).
TEXT ·perceptronAVX2(SB), 0, $1536-32
	NO_LOCAL_POINTERS
	MOVQ p+0(FP), DI
	MOVQ features+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ Perceptron_data(DI), R8
	MOVQ Perceptron_lines(DI), R9
	XORL AX, AX

lines:
	MOVL  (SI)(AX*8), BX
	IMULQ R9, BX
	SHRQ  $32, BX
	SHLQ  $6, BX
	PREFETCHT0 (R8)(BX*1)
	MOVQ  BX, 512(SP)(AX*8)
	INCQ  AX
	CMPQ  AX, CX
	JNE   lines

	LEAQ 512(SP), R9
	XORL AX, AX // short entries
	XORL DX, DX // full rows

lookup:
	MOVWLZX 6(SI), R12
	CMPL    R12, $1
	ADCL    $0, R12 // a check is never 0
	VMOVD   R12, X1
	VPBROADCASTW X1, X1
	MOVQ    (R9), BX
	ADDQ    R8, BX

line:
	VPCMPEQW  (BX), X1, X2
	VPMOVMSKB X2, R12
	TESTL   R12, R12
	JEQ     absent

found:
	TZCNTL  R12, R13 // twice the place; 32 if there is none
	LEAQ    (R13)(R13*2), R13
	MOVQ    14(BX)(R13*1), BX // the entry and two bytes before it
	SHRQ    $16, BX
	MOVQ    BX, 512(SP)(AX*8)
	XORL    R13, R13
	CMPB    BX, $const_fullEntry
	SETEQ   R13
	SHRQ    $16, BX
	MOVL    BX, (SP)(DX*4)
	XORL    R15, R15
	TESTL   R12, R12
	SETNE   R15
	ANDL    R15, R13
	ADDQ    R13, DX
	SUBL    R13, R15
	ADDQ    R15, AX
	ADDQ    $8, R9
	ADDQ    $8, SI
	DECQ    CX
	JNE     lookup

	MOVQ s+24(FP), R8
	TESTQ DX, DX
	JEQ  short
	MOVQ Perceptron_full(DI), SI
	MOVQ Perceptron_stride(DI), R9
	MOVQ R9, R12
	ADDQ R12, R12 // bytes a row
	MOVQ R8, R10

block:
	VMOVDQU (R10), Y0
	VMOVDQU 32(R10), Y1
	XORL BX, BX

row:
	MOVL (SP)(BX*4), R11
	IMULQ R12, R11
	VPMOVSXWD (SI)(R11*1), Y2
	VPMOVSXWD 16(SI)(R11*1), Y3
	VPADDD Y2, Y0, Y0
	VPADDD Y3, Y1, Y1
	INCQ BX
	CMPQ BX, DX
	JNE  row

	VMOVDQU Y0, (R10)
	VMOVDQU Y1, 32(R10)
	ADDQ $64, R10
	ADDQ $32, SI
	SUBQ $16, R9
	JNE  block

short:
	TESTQ AX, AX
	JEQ  done
	LEAQ Perceptron_value(DI), R9

cells:
	MOVQ    504(SP)(AX*8), R10
	MOVBLZX R10, R11
	SHRQ    $8, R10
	MOVBLZX R10, R12
	SHRQ    $8, R10
	MOVL    (R9)(R12*4), R12
	ADDL    R12, (R8)(R11*4)
	MOVBLZX R10, R11
	SHRQ    $8, R10
	MOVBLZX R10, R12
	SHRQ    $8, R10
	MOVL    (R9)(R12*4), R12
	ADDL    R12, (R8)(R11*4)
	MOVBLZX R10, R11
	SHRQ    $8, R10
	MOVL    (R9)(R10*4), R12
	ADDL    R12, (R8)(R11*4)
	DECQ    AX
	JNE     cells

done:
	VZEROUPPER
	RET

absent:
	CMPW 14(BX), $0
	JEQ  found
	ADDQ $64, BX
	JMP  line

// The numbers of exp.go, and 127.
DATA expNumbers<>+0(SB)/4, $0x42a00000 // most
DATA expNumbers<>+4(SB)/4, $0xc2a00000 // least
DATA expNumbers<>+8(SB)/4, $0x3fb8aa3b // log2e
DATA expNumbers<>+12(SB)/4, $0x3f318000 // ln2High
DATA expNumbers<>+16(SB)/4, $0xb95e8083 // ln2Low
DATA expNumbers<>+20(SB)/4, $0x39506967 // p0
DATA expNumbers<>+24(SB)/4, $0x3ab743ce // p1
DATA expNumbers<>+28(SB)/4, $0x3c088908 // p2
DATA expNumbers<>+32(SB)/4, $0x3d2aa9c1 // p3
DATA expNumbers<>+36(SB)/4, $0x3e2aaaaa // p4
DATA expNumbers<>+40(SB)/4, $0x3f000000 // p5
DATA expNumbers<>+44(SB)/4, $0x3f800000 // one
DATA expNumbers<>+48(SB)/4, $127
GLOBL expNumbers<>(SB), RODATA|NOPTR, $52

// func expAVX2(dst, src *float32, n int)
//
// n is a multiple of 8.
TEXT ·expAVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	LEAQ expNumbers<>(SB), AX
	VBROADCASTSS (AX), Y4
	VBROADCASTSS 4(AX), Y5
	VBROADCASTSS 8(AX), Y6
	VBROADCASTSS 12(AX), Y7
	VBROADCASTSS 16(AX), Y8
	VBROADCASTSS 20(AX), Y9
	VBROADCASTSS 24(AX), Y10
	VBROADCASTSS 28(AX), Y11
	VBROADCASTSS 32(AX), Y12
	VBROADCASTSS 36(AX), Y13
	VBROADCASTSS 40(AX), Y14
	VBROADCASTSS 44(AX), Y15

eight:
	VMOVUPS   (SI), Y0
	VCMPPS    $0x1d, Y5, Y0, Y3 // not less than the least
	VMINPS    Y4, Y0, Y0
	VMAXPS    Y5, Y0, Y0
	VMULPS    Y6, Y0, Y1
	VROUNDPS  $0, Y1, Y1
	VMULPS    Y7, Y1, Y2
	VSUBPS    Y2, Y0, Y0
	VMULPS    Y8, Y1, Y2
	VSUBPS    Y2, Y0, Y0
	VCVTPS2DQ Y1, Y1
	VPBROADCASTD 48(AX), Y2
	VPADDD    Y2, Y1, Y1
	VPSLLD    $23, Y1, Y1 // 2 to the n
	VMULPS    Y0, Y9, Y2
	VADDPS    Y10, Y2, Y2
	VMULPS    Y0, Y2, Y2
	VADDPS    Y11, Y2, Y2
	VMULPS    Y0, Y2, Y2
	VADDPS    Y12, Y2, Y2
	VMULPS    Y0, Y2, Y2
	VADDPS    Y13, Y2, Y2
	VMULPS    Y0, Y2, Y2
	VADDPS    Y14, Y2, Y2
	VMULPS    Y0, Y0, Y5 // r squared
	VMULPS    Y5, Y2, Y2
	VBROADCASTSS 4(AX), Y5
	VADDPS    Y0, Y2, Y2
	VADDPS    Y15, Y2, Y2
	VMULPS    Y1, Y2, Y2
	VANDPS    Y3, Y2, Y2
	VMOVUPS   Y2, (DI)
	ADDQ      $32, SI
	ADDQ      $32, DI
	SUBQ      $8, CX
	JNE       eight
	VZEROUPPER
	RET
