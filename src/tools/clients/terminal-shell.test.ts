import { compareLines, linesOf } from './compare.testing.ts';

/** The programs around kubectl, and those of the machine: GNU’s, in /bin/sh. */
const LINES = linesOf(String.raw`
printf 'b 2\na 10\nc 1\na 10\n' > t; cat t
sort t
sort -r t
sort -k2 t
sort -k2n t
sort -nk2 t
sort -k 2,2nr -k1,1 t
sort -u t
sort -t' ' -k2,2n t
sort t | uniq -c
sort t | uniq -d
sort t | uniq -u
sort t | uniq
cut -d' ' -f2 t
cut -d ' ' -f1,2 t
cut -c1 t
cut -c1-3 t
cut -f1 t
wc t
wc -l t
wc -lw t
wc -l < t
cat t | wc -c
cat t t | wc
wc t t
head -1 t
head -n 2 t
head -n -1 t
head -c 3 t
tail -1 t
tail -n +3 t
tail -n2 t
tail -c 5 t
head -1 t t
cat -n t
cat nofile
grep nofile
grep a nofile
head nofile
tail nofile
wc nofile
sort nofile
sed s/a/b/ nofile
grep a t
grep -c a t
grep -n a t
grep -v a t
grep -in A t
grep -o '[0-9]*' t
grep -E 'a|b' t
grep 'a\|b' t
grep -w 1 t
grep -x 'c 1' t
grep -A1 b t
grep -B1 c t
grep -C1 c t
grep -A1 -n a t
grep -m1 a t
grep -q a t
grep -q zz t
grep -e a -e b t
grep -F '.' t
grep '[[:digit:]]' t
grep a t t
grep -h a t t
printf '1\n2\n3\n4\n5\n6\n7\n8\n9\n' > n; grep -A1 -e 2 -e 7 n
grep -B1 -A1 -e 2 -e 8 n
sed 's/a/X/' t
sed 's/[0-9]/N/g' t
sed -n 2p t
sed -n '/a/p' t
sed 2d t
sed '/a/d' t
sed '2,3d' t
sed -n '2,3p' t
sed 's/\([a-c]\) \([0-9]*\)/\2 \1/' t
sed -E 's/([a-c]) ([0-9]+)/\2-\1/' t
sed 's|a|/|' t
sed 's/a/&&/' t
sed -e 's/a/b/' -e 's/b/c/' t
sed 's/a/b/;s/b/c/g' t
sed 1q t
echo abc | tr a-z A-Z
echo 'a  b' | tr -s ' '
echo a,b | tr , '\n'
echo abc | tr -d b
echo -n x | wc -c
printf '%s-%s\n' a b c
printf '%5s|%-5s|\n' a b
printf 'x%%\n'
printf '%d\n' 5
echo a | tee f1 && cat f1
echo b | tee -a f1 && cat f1
cp f1 f2 && cat f2
mv f2 f3; cat f3
rm f3; cat f3
rm nofile
rm -f nofile
touch e; wc -c e
ls t e
ls nofile
true && echo yes || echo no
false && echo yes || echo no
false; echo $?
X=1; echo $X
export Y=2; echo "$Y" '$Y'
echo a b | xargs echo x
printf 'a\nb\n' | xargs -n1 echo x
printf 'a\nb\n' | xargs -I {} echo {}-{}
echo {} | grep '{'
date -u +%Y | wc -c
date +%s | wc -c
printf 'ab\ncd' | cat -n
printf 'ab\ncd' | tail -1
printf 'ab\ncd' | grep d
printf '10\n9\n' | sort
printf '10K\n9M\n1\n' | sort -h
printf 'v1.10\nv1.9\n' | sort -V
kubectl get pods --no-headers | cut -c1-3 | uniq -c
kubectl get nodes --no-headers | sed 's/ .*//' | tr '\n' ,
kubectl get pods -o name | xargs -n1 echo | wc -l
kubectl get pods -o name | head -1 | xargs -I{} kubectl get {} --no-headers | wc -l
`);

compareLines('terminal-shell', { lines: LINES });
