// Runs a command at full speed as if on an older x86-64 CPU, on Linux:
//
//   cc -O2 -o older-cpu older-cpu.c && ./older-cpu avx512|avx2|sse4.2 COMMAND...
//
// The CPUID instruction is made to fault in the command and in all that it starts (arch_prctl ARCH_CPUID, Intel from Ivy Bridge on, AMD
// from Zen 3 on), and a tracer answers it without the instruction sets that the older CPU lacks. /proc/cpuinfo is hidden by a copy without
// their flags, in a mount namespace of its own. A program that uses instructions without asking is not stopped. Needs root, or a kernel
// that lets users have namespaces.
#define _GNU_SOURCE
#include <cpuid.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARCH_CPUID 0x1012
#define BIT(n) (1u << (n))

enum level { SSE42, AVX2, AVX512 }; // what the command is to see at most
static enum level level;

// Flags of /proc/cpuinfo that each level lacks, and so do those below it.
static const char *lacking[] = {
    [SSE42] = "avx|avx2|fma|f16c|bmi1|bmi2|vaes|vpclmulqdq|gfni",
    [AVX2] = "avx512[a-z0-9_]*",
    [AVX512] = "avx512_bf16|avx512_fp16|amx_[a-z0-9]*|avx_vnni|avx_ne_convert|avx_ifma",
};

// Intel SDM, volume 2A, CPUID: structured extended features are leaf 7, the states that XSAVE keeps are leaf 13.
static void answer(struct user_regs_struct *r) {
  unsigned a, b, c, d, leaf = r->rax, sub = r->rcx;
  __cpuid_count(leaf, sub, a, b, c, d);
  if (leaf == 7 && sub == 0) {
    d &= ~(BIT(22) | BIT(23) | BIT(24) | BIT(25));                                                       // AMX, AVX512-FP16
    if (level < AVX512) {
      b &= ~(BIT(16) | BIT(17) | BIT(21) | BIT(26) | BIT(27) | BIT(28) | BIT(30) | BIT(31));             // AVX-512 F, DQ ... VL
      c &= ~(BIT(1) | BIT(6) | BIT(11) | BIT(12) | BIT(14));
      d &= ~(BIT(2) | BIT(3) | BIT(8));
    }
    if (level < AVX2) {
      b &= ~(BIT(3) | BIT(5) | BIT(8));                                                                  // BMI1, AVX2, BMI2
      c &= ~(BIT(8) | BIT(9) | BIT(10));                                                                 // GFNI, VAES, VPCLMULQDQ
    }
  } else if (leaf == 7) {
    a &= ~(BIT(4) | BIT(5) | BIT(21) | BIT(23));                                                         // AVX-VNNI, AVX512-BF16
    d &= ~(BIT(4) | BIT(5) | BIT(8) | BIT(10) | BIT(19));
  } else if (leaf == 1 && level < AVX2) {
    c &= ~(BIT(12) | BIT(28) | BIT(29));                                                                 // FMA, AVX, F16C
  } else if (leaf == 0xd && sub == 0) {
    a &= level == AVX512 ? ~(3u << 17) : level == AVX2 ? 7 : 3;
  } else if (leaf == 0x1d || leaf == 0x1e || leaf == 0x24) {
    a = b = c = d = 0;
  }
  r->rax = a, r->rbx = b, r->rcx = c, r->rdx = d;
  r->rip += 2;
}

static int at_cpuid(pid_t p, const struct user_regs_struct *r) {
  unsigned char code[2];
  struct iovec local = {code, 2}, remote = {(void *)r->rip, 2};
  return process_vm_readv(p, &local, 1, &remote, 1, 0) == 2 && code[0] == 0x0f && code[1] == 0xa2;
}

// Has a program that has just been started make the system call that lets CPUID fault, before its first instruction.
static void let_cpuid_fault(pid_t p) {
  struct user_regs_struct old, r;
  int status;
  ptrace(PTRACE_SINGLESTEP, p, 0, 0);
  waitpid(p, &status, __WALL);
  ptrace(PTRACE_GETREGS, p, 0, &old);
  long code = ptrace(PTRACE_PEEKTEXT, p, old.rip, 0);
  ptrace(PTRACE_POKETEXT, p, old.rip, (code & ~0xffffL) | 0x050f); // syscall
  r = old;
  r.rax = SYS_arch_prctl, r.rdi = ARCH_CPUID, r.rsi = 0, r.orig_rax = -1;
  ptrace(PTRACE_SETREGS, p, 0, &r);
  ptrace(PTRACE_SINGLESTEP, p, 0, 0);
  waitpid(p, &status, __WALL);
  ptrace(PTRACE_GETREGS, p, 0, &r);
  if (r.rax) {
    fprintf(stderr, "older-cpu: this CPU or kernel cannot let CPUID fault\n");
    exit(1);
  }
  ptrace(PTRACE_POKETEXT, p, old.rip, code);
  ptrace(PTRACE_SETREGS, p, 0, &old);
}

static void hide_flags(void) {
  char file[] = "/tmp/cpuinfo-XXXXXX", command[512] = "sed -E '";
  int fd = mkstemp(file);
  for (int l = level; l <= AVX512; l++) {
    char *end = command + strlen(command);
    sprintf(end, "/^flags/s/ (%s)\\b//g;", lacking[l]);
  }
  sprintf(command + strlen(command), "' /proc/cpuinfo >%s", file);
  if (fd < 0 || system(command) || unshare(CLONE_NEWNS | (geteuid() ? CLONE_NEWUSER : 0)) ||
      mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) || mount(file, "/proc/cpuinfo", NULL, MS_BIND, NULL)) {
    perror("older-cpu: /proc/cpuinfo");
    exit(1);
  }
  unlink(file);
}

int main(int argc, char **argv) {
  const char *names[] = {"sse4.2", "avx2", "avx512"};
  for (level = SSE42; level <= AVX512 && (argc < 3 || strcmp(argv[1], names[level])); level++) {
  }
  if (level > AVX512) {
    fprintf(stderr, "usage: older-cpu avx512|avx2|sse4.2 COMMAND...\n");
    return 2;
  }
  hide_flags();
  pid_t child = fork();
  if (!child) {
    ptrace(PTRACE_TRACEME, 0, 0, 0);
    raise(SIGSTOP);
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  signal(SIGINT, SIG_IGN);
  int status, code = 1;
  waitpid(child, &status, 0);
  ptrace(PTRACE_SETOPTIONS, child, 0,
         PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
  ptrace(PTRACE_CONT, child, 0, 0);
  for (;;) {
    pid_t p = waitpid(-1, &status, __WALL);
    if (p < 0 && errno == EINTR) {
      continue;
    }
    if (p < 0) {
      return code; // the last one has ended
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (p == child) {
        code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      }
      continue;
    }
    int deliver = WSTOPSIG(status);
    struct user_regs_struct r;
    siginfo_t info;
    if (status >> 16 == PTRACE_EVENT_EXEC) {
      let_cpuid_fault(p);
      deliver = 0;
    } else if (status >> 16 || deliver == SIGTRAP) {
      deliver = 0;
    } else if (deliver == SIGSEGV && !ptrace(PTRACE_GETREGS, p, 0, &r) && at_cpuid(p, &r)) {
      answer(&r);
      ptrace(PTRACE_SETREGS, p, 0, &r);
      deliver = 0;
    } else if (deliver == SIGSTOP && (ptrace(PTRACE_GETSIGINFO, p, 0, &info) || info.si_pid == 0 || info.si_pid == p)) {
      deliver = 0; // a new thread's first stop
    }
    ptrace(PTRACE_CONT, p, 0, deliver);
  }
}
